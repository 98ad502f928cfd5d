package uk.redress.limit;

import java.util.function.Function;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyBean;

/** The names under which diagrams call what counts their limits. */
@Configuration(proxyBeanMethods = false)
class LimitBeans {

    @Bean
    PolicyBean workingDays(Limits limits) {
        return new Named("workingDays", policy -> limits.of(policy.tenant()).workingDays());
    }

    @Bean
    PolicyBean calendarDays(Limits limits) {
        return new Named("calendarDays", policy -> limits.of(policy.tenant()).calendarDays());
    }

    @Bean
    PolicyBean hours(Limits limits) {
        return new Named("hours", policy -> limits.of(policy.tenant()).hours());
    }

    @Bean
    PolicyBean house(Limits limits) {
        return new Named("house", policy -> limits.of(policy.tenant()).house());
    }

    @Bean
    PolicyBean revisedDates(Limits limits, ApplicationEventPublisher events, EngineClock clock) {
        return new Named(
                "limits", policy -> new RevisedDates(limits.of(policy.tenant()).calendar(), events, clock));
    }

    @Bean
    PolicyBean dates(EngineClock clock) {
        Dates dates = new Dates(clock);
        return new Named("dates", policy -> dates);
    }

    @Bean
    PolicyBean facts(EngineClock clock) {
        Facts facts = new Facts(clock);
        return new Named("facts", policy -> facts);
    }

    private record Named(String name, Function<Policy, Object> find) implements PolicyBean {
        @Override
        public Object of(Policy policy) {
            return find.apply(policy);
        }
    }
}
