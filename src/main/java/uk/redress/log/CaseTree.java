package uk.redress.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/** The running process instances of a complaint: the one in which it began, and all that it has called. */
final class CaseTree {

    private final ExecutionEntity root;

    private CaseTree(ExecutionEntity root) {
        this.root = root;
    }

    /** The tree of an open complaint; empty if nothing of it runs. */
    static Optional<CaseTree> of(Complaint complaint) {
        return Optional.ofNullable(Context.getCommandContext()
                        .getExecutionManager()
                        .findExecutionById(complaint.processInstanceId()))
                .map(CaseTree::new);
    }

    ExecutionEntity root() {
        return root;
    }

    Object known(String variable) {
        return root.getVariable(variable);
    }

    /**
     * Sets variables in every process instance of the tree, as what is called begins with copies of what the case knows.
     *
     * @param told the process instance whose next step shows them; what the others get is no news of the complaint
     */
    void set(Map<String, Object> values, String told) {
        for (ExecutionEntity instance : instances()) {
            values.forEach(instance::setVariableLocal);
            if (!instance.getId().equals(told)) {
                Casebook.current().forget(instance.getId(), values.keySet());
            }
        }
    }

    /** Sets a variable in one process instance of the tree. */
    void tell(String processInstanceId, String variable, Object value) {
        instances().stream()
                .filter(instance -> instance.getId().equals(processInstanceId))
                .forEach(instance -> instance.setVariableLocal(variable, value));
    }

    private List<ExecutionEntity> instances() {
        return root
                .getProcessEngineServices()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .rootProcessInstanceId(root.getId())
                .list()
                .stream()
                .map(ExecutionEntity.class::cast)
                .toList();
    }
}
