package io.holdfast.refund;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.stack.test.Expansion;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    /// See decision 0203. An exception stands here with its reason.
    @Test
    void the_version_before_can_work_on_the_schema_of_this_one() throws IOException, SQLException {
        assertThat(Expansion.refusalsOfService("db/refund", "3")).isEmpty();
    }
}
