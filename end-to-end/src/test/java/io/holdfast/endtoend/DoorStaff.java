package io.holdfast.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.launcher.house.House;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/// Somebody at a door whose phone is a gate.
record DoorStaff(Person person) {

    /// Set up by the organiser, and enrolled by the link.
    static DoorStaff at(Olga olga, Olga.OnSale show, House house, String gate) {
        var token = new byte[32];
        new SecureRandom().nextBytes(token);
        var person = Person.named("kim", house);
        person.post(
                        "/api/gate/enrolment",
                        Person.object()
                                .put("invitation", invitation(olga, show, gate))
                                .put(
                                        "token",
                                        Base64.getUrlEncoder().withoutPadding().encodeToString(token)))
                .json(200);
        return new DoorStaff(person);
    }

    static String invitation(Olga olga, Olga.OnSale show, String name) {
        var gate = olga.post(
                        "/api/organiser/performances/" + show.performance() + "/gates",
                        Person.object().put("name", name))
                .json(201)
                .path("id")
                .asText();
        return olga.post("/api/organiser/gates/" + gate + "/invitation", Person.object())
                .json(200)
                .path("secret")
                .asText();
    }

    JsonNode scans(String code) {
        var told = Person.object();
        told.putArray("scans")
                .addObject()
                .put("id", UUID.randomUUID().toString())
                .put("code", code)
                .put("at", Instant.now().toString());
        return person.post("/api/gate/scans", told).json(200).path("scans").path(0);
    }
}
