package io.holdfast.ticketing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.buffer.Buffer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// How the features of this service may know each other.
class ArchitectureTest {

    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.holdfast.ticketing");

    @Test
    void features_depend_on_each_other_one_way() {
        slices().matching("io.holdfast.ticketing.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that needs another and is needed by it is one feature")
                .check(SERVICE);
    }

    @Test
    void a_hold_knows_nothing_of_what_becomes_of_it() {
        noClasses()
                .that()
                .resideInAPackage("..ticketing.hold..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..order..", "..payment..", "..ticket..", "..offer..", "..cancellation..")
                .because("show, seat, hold, order, and then everything else: in that order")
                .check(SERVICE);
    }

    @Test
    void neither_a_buffer_nor_randomness_stands_in_a_constant() {
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(assignableTo(Buffer.class).or(assignableTo(RandomGenerator.class)))
                .because("a native executable cannot be built with it")
                .check(SERVICE);
    }

    @Test
    void nothing_is_called_by_a_word_that_says_nothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Service|Manager|Helper|Impl|Util|Utils)")
                .because("a class is named for what it is")
                .check(SERVICE);
    }
}
