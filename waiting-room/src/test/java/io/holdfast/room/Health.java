package io.holdfast.room;

import static io.restassured.RestAssured.given;

import org.eclipse.microprofile.config.ConfigProvider;

/// The management port, as a probe sees it.
public final class Health {

    private Health() {}

    /// @param probe `live`, `ready` or `started`
    /// @return the status
    public static int of(String probe) {
        return given().port(port()).get("/q/health/" + probe).statusCode();
    }

    public static String metrics() {
        return given().port(port()).get("/q/metrics").asString();
    }

    private static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
    }
}
