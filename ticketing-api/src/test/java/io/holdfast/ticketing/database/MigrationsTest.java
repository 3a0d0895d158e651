package io.holdfast.ticketing.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.stack.test.Expansion;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    private static final String V26 = "V26__what_gateways_took_and_nobody_here_remembers.sql: ";

    /// See decision 0203. An exception stands here with its reason.
    @Test
    void the_version_before_can_work_on_the_schema_of_this_one() throws IOException, SQLException {
        assertThat(Expansion.refusalsOfService("db/migration", "25"))
                .containsExactly(
                        // One column more is told apart, so it refuses less.
                        V26 + "met_once of reconciliation_finding may refuse what was taken",
                        // The version before never writes this kind.
                        V26 + "what_is_unknown_here_has_the_gateways_name of reconciliation_finding"
                                + " may refuse what was taken");
    }
}
