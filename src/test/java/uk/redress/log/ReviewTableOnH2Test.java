package uk.redress.log;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

class ReviewTableOnH2Test extends ReviewTableContract {

    @Override
    DataSource database() {
        return JdbcConnectionPool.create("jdbc:h2:mem:reviews-on-h2;DB_CLOSE_DELAY=-1", "sa", "");
    }
}
