package io.holdfast.ticketing.database;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// A house with a read replica at some address.
abstract class ReplicaProfile implements QuarkusTestProfile {

    private final String url;

    ReplicaProfile(String url) {
        this.url = url;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.datasource.replica.jdbc.url",
                url,
                "quarkus.datasource.replica.username",
                "${quarkus.datasource.username}",
                "quarkus.datasource.replica.password",
                "${quarkus.datasource.password}");
    }
}
