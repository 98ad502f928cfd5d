package uk.redress.policy;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.impl.juel.ExpressionFactoryImpl;
import org.camunda.bpm.impl.juel.SimpleContext;
import org.camunda.bpm.impl.juel.jakarta.el.BeanELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ExpressionFactory;
import org.camunda.bpm.impl.juel.jakarta.el.MapELResolver;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;

/**
 * Works out what an expression about dates gives, beside the engine and day by day, so that a date which the engine has
 * stored can be compared with what the facts say.
 */
public final class CountedDates {

    private static final ExpressionFactory FACTORY = new ExpressionFactoryImpl();

    private final Policy policy;
    private final Map<String, PolicyBean> beans;
    private final Days days;

    CountedDates(Policy policy, WorkingCalendar calendar, List<PolicyBean> beans) {
        this.policy = policy;
        this.beans = beans.stream().collect(Collectors.toMap(PolicyBean::name, Function.identity()));
        this.days = new Days(calendar, policy.calendar().startOfBusiness());
    }

    /** The value of an expression over these variables; null where it asks for one that is not there yet. */
    Object value(String expression, Map<String, Object> variables) {
        Map<String, Object> root = new HashMap<>(variables);
        root.put("execution", new Variables(variables));
        CompositeELResolver resolver = new CompositeELResolver();
        resolver.add(new MapELResolver(true) {
            @Override
            public Object getValue(ELContext context, Object base, Object property) {
                if (base == null) {
                    context.setPropertyResolved(true);
                    return named((String) property, root);
                }
                return super.getValue(context, base, property);
            }
        });
        resolver.add(new BeanELResolver());
        try {
            return FACTORY.createValueExpression(new SimpleContext(resolver), expression.strip(), Object.class)
                    .getValue(new SimpleContext(resolver));
        } catch (NotThere notYet) {
            return null;
        }
    }

    private Object named(String name, Map<String, Object> root) {
        if (name.equals("workingDays")) {
            return days;
        }
        if (beans.containsKey(name)) {
            return beans.get(name).of(policy);
        }
        if (!root.containsKey(name)) {
            throw new NotThere();
        }
        return root.get(name);
    }

    private static final class NotThere extends RuntimeException {}

    /** What expressions ask of {@code execution}. */
    public record Variables(Map<String, Object> values) {
        public boolean hasVariable(String name) {
            return values.containsKey(name);
        }

        public Object getVariable(String name) {
            return values.get(name);
        }
    }

    /** Working days, counted one by one. */
    public record Days(WorkingCalendar calendar, LocalTime startOfBusiness) {

        public Date after(Date from, int days) {
            LocalDate day = LondonTime.date(from.toInstant());
            for (int left = days; left > 0 || !calendar.isWorkingDay(day); ) {
                day = day.plusDays(1);
                left -= calendar.isWorkingDay(day) && left > 0 ? 1 : 0;
            }
            return Date.from(LondonTime.due(day));
        }

        public Date before(Date date, int days) {
            LocalDate day = LondonTime.date(date.toInstant());
            for (int left = days; left > 0 || !calendar.isWorkingDay(day); ) {
                day = day.minusDays(1);
                left -= calendar.isWorkingDay(day) && left > 0 ? 1 : 0;
            }
            return Date.from(LondonTime.at(day, startOfBusiness));
        }

        public int between(Date from, Date to) {
            throw new UnsupportedOperationException("No limit is counted by it.");
        }
    }
}
