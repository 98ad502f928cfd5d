package uk.redress.packaged;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.camunda.spin.plugin.variable.value.JsonValue;
import uk.redress.Http;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.form.FormFiller;
import uk.redress.policy.FormDefinition;

/** People of one company who log cases and do whatever task they find, over HTTP, until the server is gone. */
final class Clerks extends Thread {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

    private final int port;
    private final String tenant;
    private final String procedure;
    private final String name;
    private final Random random;
    private final Ledger ledger;
    private final FormFiller filler = new FormFiller(Clock.systemUTC(), WorkingCalendar.with(List.of()));
    private final Map<String, FormDefinition> forms = new HashMap<>();
    private final Map<String, Http> people = new HashMap<>();
    private List<String> staff;
    private int started;

    /**
     * @param tenant whose people they are
     * @param procedure the key of the process that they log cases in
     */
    Clerks(int port, String tenant, String procedure, String name, long seed, Ledger ledger) {
        super(name);
        this.port = port;
        this.tenant = tenant;
        this.procedure = procedure;
        this.name = name;
        this.random = new Random(seed);
        this.ledger = ledger;
    }

    /** What the server has said yes to, and what it was killed over. */
    static final class Ledger {

        private final Set<String> tried = ConcurrentHashMap.newKeySet();
        private final Map<String, String> accepted = new ConcurrentHashMap<>();
        private final Map<String, Integer> completed = new ConcurrentHashMap<>();
        private final Map<String, Integer> unanswered = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

        /** Notes that a case was accepted: of whom, and its reference. */
        void accept(String name, String reference) {
            tried.add(name);
            accepted.put(name, reference);
        }

        /** The names under which cases were to be started. */
        Set<String> tried() {
            return tried;
        }

        /** The references of the cases that were accepted, by name. */
        Map<String, String> accepted() {
            return accepted;
        }

        /** How many answers there were that the kills must not undo. */
        int answers() {
            return accepted.size()
                    + completed.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** How often each step was accepted. */
        Map<String, Integer> completed() {
            return completed;
        }

        /** How often each step was neither accepted nor refused, because the kill came first. */
        Map<String, Integer> unanswered() {
            return unanswered;
        }

        /** The answers that were neither a yes nor a refusal that says why. */
        List<String> failures() {
            return List.copyOf(failures);
        }
    }

    /** What a step of a case is called in the ledger. */
    static String key(String reference, String element, String person) {
        return reference + " " + element + " by " + person;
    }

    @Override
    public void run() {
        try {
            staff = staff();
            while (true) {
                if (started == 0 || random.nextInt(4) == 0) {
                    begin();
                } else {
                    work();
                }
            }
        } catch (UncheckedIOException gone) {
            // The server was killed.
        } catch (RuntimeException | Error wrong) {
            ledger.failures.add(name + ": " + wrong);
        }
    }

    /** Who does casework there: everybody but supervisors and analysts. */
    private List<String> staff() {
        List<String> ids = new ArrayList<>();
        Http.json(person("admin").get("/engine-rest/user?memberOfTenant=" + tenant))
                .forEach(user -> ids.add(user.path("id").asText()));
        ids.removeIf(id -> id.endsWith("-supervisor") || id.endsWith("-analyst"));
        ids.sort(null);
        return ids;
    }

    private void begin() {
        String whose = name + "-" + started++;
        boolean longAgo = random.nextInt(3) == 0;
        Map<String, Object> fixed = new HashMap<>();
        fixed.put("complainantName", whose);
        fixed.put("kind", random.nextInt(6) == 0 ? "query" : "complaint");
        fixed.put("previousReference", null);
        fixed.put("about", null);
        // Which of the staff are managers is not known here.
        fixed.put("referralManager", null);
        if (random.nextInt(4) > 0) {
            fixed.put("complainantEmail", "ada@example.org");
        }
        if (longAgo) {
            // Its limits are due as soon as it is there.
            fixed.put("receivedOn", LocalDate.now(LONDON).minusDays(40).toString());
            fixed.put("receivedTime", null);
        }
        Http agent = person(tenant + "-agent");
        String path = "/engine-rest/process-definition/key/" + procedure + "/tenant-id/" + tenant;
        FormDefinition form = form("start", () -> agent.get(path + "/deployed-start-form"));
        Map<String, Object> values = filler.fill(form, name -> null, fixed, staff, random);
        ledger.tried.add(whose);
        HttpResponse<String> answer = agent.post(path + "/submit-form", body(values));
        if (answer.statusCode() < 300) {
            ledger.accept(whose, Http.json(answer).path("businessKey").asText());
        } else {
            ledger.failures.add(whose + " is not accepted: " + answer.statusCode() + " " + answer.body());
        }
    }

    private void work() {
        List<String> references = ledger.accepted.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + "-"))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
        if (references.isEmpty()) {
            return;
        }
        // Mostly those of late: what is over has no tasks.
        int from = Math.max(0, references.size() - 12);
        String reference = references.get(from + random.nextInt(references.size() - from));
        String id = staff.get(random.nextInt(staff.size()));
        Http person = person(id);
        JsonNode tasks = Http.json(person.get("/engine-rest/task?processInstanceBusinessKey=" + reference));
        if (tasks.isEmpty()) {
            return;
        }
        JsonNode task = tasks.get(random.nextInt(tasks.size()));
        if (!task.path("assignee").isNull() && !task.path("assignee").asText().equals(id)) {
            return;
        }
        String path = "/engine-rest/task/" + task.path("id").asText();
        if (task.path("assignee").isNull()
                && !accepted(person.post(path + "/claim", "{\"userId\": \"" + id + "\"}"), "claiming")) {
            return;
        }
        HttpResponse<String> variables = person.get(path + "/form-variables");
        if (!accepted(variables, "reading")) {
            return;
        }
        String key = task.path("taskDefinitionKey").asText();
        FormDefinition form = form(key, () -> person.get(path + "/deployed-form"));
        Map<String, Object> values = filler.fill(form, known(Http.json(variables))::get, Map.of(), staff, random);
        String step = key(reference, key, id);
        try {
            if (accepted(person.post(path + "/submit-form", body(values)), "completing " + key)) {
                ledger.completed.merge(step, 1, Integer::sum);
            }
        } catch (UncheckedIOException killed) {
            ledger.unanswered.merge(step, 1, Integer::sum);
            throw killed;
        }
    }

    /** Whether the answer is yes; a no has to say why. */
    private boolean accepted(HttpResponse<String> answer, String what) {
        if (answer.statusCode() >= 500) {
            ledger.failures.add(what + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.statusCode() < 300;
    }

    private interface Answer {
        HttpResponse<String> get();
    }

    private FormDefinition form(String name, Answer read) {
        FormDefinition known = forms.get(name);
        if (known == null) {
            HttpResponse<String> answer = read.get();
            if (answer.statusCode() == 404) {
                // The task is gone meanwhile.
                return new FormDefinition(name, 0, "", List.of());
            }
            known = FormDefinition.parse(name, answer.body().getBytes(StandardCharsets.UTF_8));
            forms.put(name, known);
        }
        return known;
    }

    private Http person(String id) {
        return people.computeIfAbsent(id, each -> Http.as(each, port));
    }

    private static Map<String, Object> known(JsonNode variables) {
        Map<String, Object> known = new TreeMap<>();
        variables.properties().forEach(variable -> {
            JsonNode value = variable.getValue().path("value");
            String type = variable.getValue().path("type").asText();
            if (value.isArray()) {
                known.put(variable.getKey(), JSON.convertValue(value, List.class));
            } else if (type.equals("Date") && value.isTextual()) {
                known.put(
                        variable.getKey(),
                        Date.from(OffsetDateTime.parse(value.asText(), MOMENT).toInstant()));
            } else if (value.isTextual()) {
                known.put(variable.getKey(), value.asText());
            }
        });
        return known;
    }

    private static String body(Map<String, Object> values) {
        ObjectNode variables = JSON.createObjectNode();
        values.forEach((key, value) -> {
            ObjectNode variable = variables.putObject(key);
            if (value instanceof JsonValue json) {
                variable.put("type", "Json").put("value", json.getValueSerialized());
            } else {
                variable.set("value", JSON.valueToTree(value));
            }
        });
        try {
            return JSON.writeValueAsString(JSON.createObjectNode().set("variables", variables));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
