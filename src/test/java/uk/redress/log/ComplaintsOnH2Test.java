package uk.redress.log;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

class ComplaintsOnH2Test extends ComplaintsContract {

    @Override
    DataSource database() {
        return JdbcConnectionPool.create("jdbc:h2:mem:complaints-on-h2;DB_CLOSE_DELAY=-1", "sa", "");
    }
}
