package io.holdfast.refund;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.holdfast.refund");

    @Test
    void a_gateway_knows_nothing_of_a_refunds_life() {
        noClasses()
                .that()
                .resideInAPackage("..refund.provider..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..refund.refund..", "io.holdfast.messaging..", "io.holdfast.sql..")
                .because("what to do about an answer is decided in one place")
                .check(OURS);
    }

    @Test
    void what_a_class_needs_is_in_its_constructor() {
        noFields()
                .should()
                .beAnnotatedWith("jakarta.inject.Inject")
                .because("a hidden need cannot be given in a test")
                .check(OURS);
    }

    @Test
    void names_say_what_a_class_is() {
        classes()
                .should()
                .haveNameNotMatching(".*(Service|Manager|Helper|Impl|Util|Utils)")
                .because("such a name says nothing")
                .check(OURS);
    }
}
