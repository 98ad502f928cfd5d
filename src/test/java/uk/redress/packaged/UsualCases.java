package uk.redress.packaged;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The usual case of each policy but Kiwi's, as a table of steps: who, which task, and what they fill in. A value is a
 * label and what is typed or chosen there, a radio button's label alone, or "sees" and what the form then shows. The
 * first step starts the process; "post" is the letter of the step before. Each ends with a satisfied complainant.
 */
final class UsualCases {

    private UsualCases() {}

    /** The cases of all policies. */
    static Stream<Case> all() {
        return Stream.of(
                new Case("juniper", """
                        juniper-agent   | Juniper: complaint              | What the person says = The payroll file came two days late.; Name = Ruth Okonkwo; Postal address = 4 Mill Lane, Braintree; Department that it is about = Finance
                        juniper-agent   | Acknowledge the complaint       | They can expect an answer by = in a week
                        juniper-agent   | post
                        juniper-agent   | Forward the complaint           | Manager = Owen Adeyemi; At Level 1; What the manager should know = Eleven people were paid late.
                        juniper-manager | Investigate the complaint       | sees Eleven people were paid late; What you found = The file waited for a signature.
                        juniper-manager | Respond to the complaint        | Upheld; What you will do about it = Two people can sign now.; Root cause = One signature.; Lesson = A deputy signs.
                        juniper-agent   | post
                        juniper-agent   | Record the complainant's answer | Satisfied
                        """),
                new Case("schools-mutual", """
                        schools-mutual-agent   | Schools Mutual: complaint          | What the person says = My payslip is wrong again.; Name = Dev Shah; Postal address = 9 Castle Hill, Lewes; Division that it is about = Payroll division
                        schools-mutual-manager | Acknowledge the complaint          | sees Acknowledge by \\w{3} \\d+ \\w{3} \\d{4}, \\d\\d:\\d\\d; sees Payroll division; Contact name = Ann Frost
                        schools-mutual-agent   | post
                        schools-mutual-manager | Investigate the complaint          | What you found = The overtime was left out.
                        schools-mutual-manager | Respond to the complaint           | Upheld; What you will do about it = It is paid on Friday.; Root cause = A form was lost.; Lesson = Forms are scanned.
                        schools-mutual-agent   | post
                        schools-mutual-agent   | Record the complainant's answer    | Satisfied
                        """),
                new Case("cantium", """
                        cantium-agent   | Cantium: complaint               | What the person says = My application for a post got lost.; Name = Lea Brandt; Postal address = 2 Quay Street, Maidstone; What to bear in mind when we write or speak to them = Large print, please.
                        cantium-agent   | Confirm what has come in         | A complaint
                        cantium-agent   | post
                        cantium-manager | Resolve the complaint informally | It is no matter to resolve informally; What was tried, or why it was not = She wants it looked into.
                        cantium-manager | Investigate the complaint        | sees She wants it looked into; sees Large print; What you found = It was in the wrong folder.
                        cantium-manager | Respond to the complaint         | Upheld; What you will do about it = The school has it now.; Root cause = Two folders.; Lesson = One folder.
                        cantium-agent   | post
                        cantium-agent   | Record the complainant's answer  | Satisfied
                        """),
                new Case("interlearn", """
                        interlearn-agent   | Interlearn: complaint           | Summary of the call or the message = My assessor has cancelled three times.; How it came in = Email; Name = Owen Price; Postal address = 7 Chapel Row, Bath; Referral department = Training delivery
                        interlearn-agent   | post
                        interlearn-manager | Investigate the complaint       | sees Training delivery; What you found = The assessor was double-booked.
                        interlearn-manager | Close the complaint             | Upheld; What you will do about it = A visit on Monday.; Root cause = No common calendar.; Lesson = One calendar.
                        interlearn-agent   | post
                        interlearn-agent   | Log the date of closing         |
                        interlearn-agent   | Record the complainant's answer | Satisfied
                        """));
    }

    record Case(String tenant, String table) {

        List<Step> steps() {
            return table.lines().map(Step::of).toList();
        }

        @Override
        public String toString() {
            return tenant;
        }
    }

    record Step(String user, String task, List<String> values) {

        private static Step of(String line) {
            String[] cells = line.split("\\|", -1);
            return new Step(
                    cells[0].strip(),
                    cells[1].strip(),
                    cells.length < 3
                            ? List.of()
                            : Arrays.stream(cells[2].split(";"))
                                    .map(String::strip)
                                    .filter(value -> !value.isEmpty())
                                    .toList());
        }

        boolean isPost() {
            return task.equals("post");
        }
    }
}
