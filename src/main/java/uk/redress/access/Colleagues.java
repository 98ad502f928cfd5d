package uk.redress.access;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.identity.UserQuery;
import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.identity.db.DbUserQueryImpl;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;

/** The engine's users, of whom everybody but an administrator sees those who share a company with them. */
public class Colleagues extends DbIdentityServiceProvider {

    /** Called by the engine. */
    public Colleagues() {}

    @Override
    public UserEntity findUserById(String userId) {
        UserEntity user = super.findUserById(userId);
        return restricted().map(caller -> of(caller).contains(userId)).orElse(true) ? user : null;
    }

    @Override
    public List<User> findUserByQueryCriteria(DbUserQueryImpl query) {
        return restrict(query) ? super.findUserByQueryCriteria(query) : List.of();
    }

    @Override
    public long findUserCountByQueryCriteria(DbUserQueryImpl query) {
        return restrict(query) ? super.findUserCountByQueryCriteria(query) : 0;
    }

    private Optional<Caller> restricted() {
        return Caller.of(getCommandContext()).filter(caller -> !caller.isAdministrator());
    }

    /** Narrows the query down to colleagues; false if none of them is asked for. */
    private boolean restrict(DbUserQueryImpl query) {
        Optional<Caller> caller = restricted();
        if (caller.isEmpty()) {
            return true;
        }
        Set<String> ids = of(caller.get());
        if (query.getIds() != null) {
            ids.retainAll(Arrays.asList(query.getIds()));
        }
        if (ids.isEmpty()) {
            return false;
        }
        query.userIdIn(ids.toArray(String[]::new));
        return true;
    }

    private Set<String> of(Caller caller) {
        Set<String> ids = new HashSet<>();
        ids.add(caller.id());
        for (String tenant : caller.tenants()) {
            add(new DbUserQueryImpl().memberOfTenant(tenant), ids);
            getCommandContext()
                    .runWithoutAuthorization(() -> createGroupQuery(getCommandContext())
                            .memberOfTenant(tenant)
                            .list())
                    .forEach(group -> add(new DbUserQueryImpl().memberOfGroup(group.getId()), ids));
        }
        return ids;
    }

    private void add(UserQuery members, Set<String> ids) {
        List<?> people = getDbEntityManager().selectList("selectUserByQueryCriteria", (DbUserQueryImpl) members);
        people.stream().filter(Objects::nonNull).forEach(user -> ids.add(((UserEntity) user).getId()));
    }
}
