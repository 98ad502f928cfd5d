package uk.redress.log;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import uk.redress.calendar.LondonTime;
import uk.redress.log.CaseTables.Inheritance;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policies;

/**
 * What happens to every complaint at its start, whatever its diagram: it gets its reference, which becomes the case's
 * business key, the instant of its receipt, from which every limit counts, and its row on the log.
 */
@Component
@Order(20)
class Intake extends AbstractProcessEnginePlugin {

    private static final String COMPLAINT = "complaint";

    private static final List<String> CONTACT = List.of("complainantPhone", "complainantEmail", "complainantAddress");
    private static final List<String> REPRESENTATIVE = List.of(
            "representativeName",
            "representativeRelation",
            "representativeEmail",
            "representativeAuthority",
            "copyToComplainant");

    private static final LocalTime WHEN_NOBODY_SAYS = LocalTime.of(9, 0);

    private final Policies policies;
    private final References references;
    private final CaseTables tables;
    private final RecordingBean recording;
    private final EngineClock clock;

    Intake(Policies policies, References references, CaseTables tables, RecordingBean recording, EngineClock clock) {
        this.policies = policies;
        this.references = references;
        this.tables = tables;
        this.recording = recording;
        this.clock = clock;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        parseListeners(configuration).add(new AbstractBpmnParseListener() {
            @Override
            public void parseStartEvent(Element drawn, ScopeImpl scope, ActivityImpl start) {
                if (scope instanceof ProcessDefinitionEntity) {
                    start.addBuiltInListener(ExecutionListener.EVENTNAME_START, (ExecutionListener)
                            execution -> begin((ExecutionEntity) execution));
                }
            }
        });
    }

    /** The listeners that hear of each element of a diagram when it is parsed; the engine has no list to begin with. */
    static List<BpmnParseListener> parseListeners(ProcessEngineConfigurationImpl configuration) {
        if (configuration.getCustomPostBPMNParseListeners() == null) {
            configuration.setCustomPostBPMNParseListeners(new ArrayList<>());
        }
        return configuration.getCustomPostBPMNParseListeners();
    }

    private void begin(ExecutionEntity execution) {
        ExecutionEntity instance = execution.getProcessInstance();
        if (instance.getSuperExecution() != null) {
            instance.setProcessBusinessKey(Casebook.root(instance).getBusinessKey());
        } else if (isProcedure(instance)) {
            receive(instance);
        } else if (policies.has(instance.getTenantId()) && Recording.isRecord(instance.getTenantId(), key(instance))) {
            recording.of(policies.of(instance.getTenantId())).begin(instance);
        }
    }

    /** Whether a root process instance runs a complaints procedure, as its tenant's policy says. */
    boolean isProcedure(ExecutionEntity root) {
        return policies.has(root.getTenantId())
                && policies.of(root.getTenantId()).prefix(key(root)).isPresent();
    }

    /** Makes a complaint of a process instance that has just started, with variables that its form's check let in. */
    void receive(ExecutionEntity root) {
        if (text(root, "reference") != null && root.getVariable("receivedAt") instanceof Date) {
            // Its letters and its complainant know it by that reference: it was on the log once, and its row is gone;
            // or it comes from another procedure, which has given it its reference and its receipt.
            Casebook.current().open(root, text(root, "reference"), key(root));
            return;
        }
        ZonedDateTime received = received(root);
        String named = text(root, "previousReference");
        String previous = named == null ? null : tables.goesOnUnder(named);
        if (previous != null) {
            root.setVariable("previousReference", previous);
            received = inherit(root, tables.inheritance(named), tables.inheritance(previous), received);
        } else {
            root.setVariable("stage", 1);
        }
        String prefix = policies.of(root.getTenantId()).prefix(key(root)).orElseThrow();
        String reference = references.next(prefix, received.getYear());
        root.setProcessBusinessKey(reference);
        root.setVariable("reference", reference);
        root.setVariable("receivedAt", Date.from(received.toInstant()));
        root.setVariable("receivedOn", received.toLocalDate().toString());
        if (text(root, "kind") == null) {
            root.setVariable("kind", "complaint");
        }
        Casebook.current().open(root, reference, key(root));
        if (previous != null) {
            Casebook.current().link(previous, root.getTenantId(), Map.of("continuedBy", reference));
        }
    }

    /**
     * ALL-7: what continues a closed complaint enters the next stage, stays with its department unless another is named, and
     * inherits its bars, when the complainant had received the last decision (SMS-7), what that was, and of whoever
     * complains what they need not say again; what was no complaint, and is one after all, inherits the receipt, too
     * (KIW-2, CAN-1).
     *
     * @param named the complaint that the start names
     * @param earlier the one under which that has gone on, which is continued: the same, where it has not
     * @return the receipt from which its limits count
     */
    private ZonedDateTime inherit(
            ExecutionEntity root, Inheritance named, Inheritance earlier, ZonedDateTime received) {
        root.setVariable("escalatedAt", Date.from(received.toInstant()));
        // Where nobody has decided yet, no window to ask for more has begun: the request cannot be late (SMS-7).
        root.setVariable(
                "previousDecisionReceivedAt",
                Date.from(Objects.requireNonNullElse(earlier.decisionReceivedAt(), received.toInstant())));
        root.setVariable("stage", earlier.nextStage());
        if (earlier.stageDone() > 0) {
            root.setVariable("stageDone", earlier.stageDone());
        }
        if (earlier.about() != null) {
            root.setVariable("about", Recording.union(earlier.about(), text(root, "about")));
        }
        if (earlier.handledBy() != null) {
            root.setVariable("handledBy", earlier.handledBy());
        }
        if (earlier.originalHandlers() != null) {
            root.setVariable(
                    "originalHandlers", Recording.union(earlier.originalHandlers(), text(root, "originalHandlers")));
        }
        if (earlier.department() != null && text(root, "department") == null) {
            root.setVariable("department", earlier.department());
        }
        // Whoever is in another department than the earlier one may not know what that was about (SMS-10).
        boolean isHidden = policies.of(root.getTenantId()).confidential()
                && !Objects.equals(text(root, "department"), earlier.department());
        if (!isHidden) {
            earlier.decision().forEach((name, value) -> setIfKnown(root, Inheritance.earlier(name), value));
        }
        inheritPerson(root, named.known());
        String kind = text(root, "kind");
        boolean disputed = !COMPLAINT.equals(earlier.kind()) && (kind == null || COMPLAINT.equals(kind));
        return disputed ? earlier.receivedAt().atZone(LondonTime.ZONE) : received;
    }

    private static void inheritPerson(ExecutionEntity root, Map<String, String> known) {
        String name = text(root, "complainantName");
        boolean isReachable = CONTACT.stream().anyMatch(contact -> text(root, contact) != null);
        boolean isRepresented = text(root, "representativeName") != null;
        boolean isTheSame =
                name == null ? !isReachable && !isRepresented : name.equalsIgnoreCase(known.get("complainantName"));
        if (!isTheSame) {
            return;
        }
        List<String> person = new ArrayList<>(List.of("complainantName", "complainantType", "needs"));
        if (!isReachable) {
            person.addAll(CONTACT);
        }
        if (!isRepresented) {
            person.addAll(REPRESENTATIVE);
        }
        for (String about : person) {
            if (text(root, about) == null) {
                setIfKnown(root, about, known.get(about));
            }
        }
    }

    private static void setIfKnown(ExecutionEntity root, String variable, String value) {
        if (value != null) {
            root.setVariable(variable, value);
        }
    }

    private ZonedDateTime received(ExecutionEntity root) {
        ZonedDateTime now = Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).atZone(LondonTime.ZONE);
        return moment(text(root, "receivedOn"), text(root, "receivedTime"), now);
    }

    /**
     * The moment that somebody means: today where they give no date, now where they give neither, else 09:00.
     *
     * @param on yyyy-MM-dd, or null
     * @param at HH:mm, or null
     */
    static ZonedDateTime moment(String on, String at, ZonedDateTime now) {
        LocalDate day = on == null ? now.toLocalDate() : LocalDate.parse(on);
        if (at != null) {
            return day.atTime(LocalTime.parse(at)).atZone(LondonTime.ZONE);
        }
        return day.equals(now.toLocalDate())
                ? now
                : day.atTime(WHEN_NOBODY_SAYS).atZone(LondonTime.ZONE);
    }

    private static String text(VariableScope scope, String variable) {
        Object value = scope.getVariable(variable);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }

    private static String key(ExecutionEntity root) {
        return root.getProcessDefinition().getKey();
    }
}
