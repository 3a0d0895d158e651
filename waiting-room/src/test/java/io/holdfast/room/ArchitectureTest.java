package io.holdfast.room;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void features_depend_on_each_other_in_one_direction_only() {
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.holdfast.room");

        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("key")
                .definedBy("io.holdfast.room.key")
                .layer("redis")
                .definedBy("io.holdfast.room.redis")
                .layer("sale")
                .definedBy("io.holdfast.room.sale")
                .layer("told")
                .definedBy("io.holdfast.room.told")
                .layer("door")
                .definedBy("io.holdfast.room.door")
                .layer("draw")
                .definedBy("io.holdfast.room.draw")
                .layer("guard")
                .definedBy("io.holdfast.room.guard")
                .layer("queue")
                .definedBy("io.holdfast.room.queue")
                .layer("pass")
                .definedBy("io.holdfast.room.pass")
                .layer("notice")
                .definedBy("io.holdfast.room.notice")
                .layer("staff")
                .definedBy("io.holdfast.room.staff")
                .layer("status")
                .definedBy("io.holdfast.room.status")
                .layer("page")
                .definedBy("io.holdfast.room.page")
                .whereLayer("key")
                .mayNotAccessAnyLayer()
                .whereLayer("redis")
                .mayNotAccessAnyLayer()
                .whereLayer("sale")
                .mayOnlyAccessLayers("redis")
                .whereLayer("told")
                .mayOnlyAccessLayers("redis", "sale")
                .whereLayer("door")
                .mayOnlyAccessLayers("redis", "sale", "told")
                .whereLayer("draw")
                .mayOnlyAccessLayers("key", "sale", "door")
                .whereLayer("guard")
                .mayOnlyAccessLayers("key", "redis", "sale", "door")
                .whereLayer("queue")
                .mayOnlyAccessLayers("key", "redis", "sale", "told", "door", "draw", "guard")
                .whereLayer("pass")
                .mayOnlyAccessLayers("key", "redis", "sale", "told", "door", "guard", "queue")
                .whereLayer("notice")
                .mayOnlyAccessLayers("redis", "sale", "told", "door", "draw", "guard", "queue")
                .whereLayer("staff")
                .mayOnlyAccessLayers("redis", "sale", "told", "door", "queue")
                .whereLayer("status")
                .mayNotAccessAnyLayer()
                .whereLayer("page")
                .mayOnlyAccessLayers("sale", "draw", "status")
                .because("a queue does not know of passes, nor a door of who stands before it")
                .check(classes);
    }

    /// Times of calls, stays and passes come from Redis; a process whose clock is wrong gives nobody more or
    /// less.
    @Test
    void nothing_that_is_decided_about_places_and_passes_asks_the_clock_of_its_process() {
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.holdfast.room.door", "io.holdfast.room.queue", "io.holdfast.room.pass");

        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .because("pods' clocks differ, and Redis has one")
                .check(classes);
    }
}
