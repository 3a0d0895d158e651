package io.holdfast.stack.test;

import io.holdfast.sql.Sql;
import java.util.UUID;
import javax.sql.DataSource;

/// Dead letters as `platform/messaging` keeps them.
public final class Letters {

    private Letters() {}

    /// One of a listener there is not, so it stays as it is until staff do something about it.
    ///
    /// @return its id
    public static String open(DataSource database) {
        return Sql.of("""
                        insert into dead_letter (listener, topic, partition, "offset", told_at, header_names, header_values,
                                                 payload, reason)
                        values (:listener, 'ticketing.sales', 0, 1, now(), '{}', '{}', '{]', 'not an event that can be read')
                        returning id
                        """)
                .with("listener", UUID.randomUUID().toString())
                .one(database, row -> row.uuid("id"))
                .toString();
    }
}
