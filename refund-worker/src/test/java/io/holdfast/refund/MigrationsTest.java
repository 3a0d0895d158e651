package io.holdfast.refund;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.stack.test.Expansion;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsTest {

    /// See decision 0203. An exception stands here with its reason.
    @Test
    void the_version_before_can_work_on_the_schema_of_this_one() throws IOException, SQLException {
        var directories = List.of(
                Path.of("src/main/resources/db/refund"),
                Path.of("../platform/messaging/src/main/resources/db/messaging"));

        assertThat(Expansion.refusals(directories, "3")).isEmpty();
    }
}
