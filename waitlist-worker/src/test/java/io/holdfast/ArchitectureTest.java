package io.holdfast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.holdfast.waitlist", "io.holdfast.notification");

    @Test
    void features_depend_on_each_other_one_way() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("listener")
                .definedBy("io.holdfast.waitlist")
                .layer("matching")
                .definedBy("io.holdfast.waitlist.matching")
                .layer("report")
                .definedBy("io.holdfast.waitlist.report")
                .layer("offer")
                .definedBy("io.holdfast.waitlist.offer")
                .layer("entry")
                .definedBy("io.holdfast.waitlist.entry")
                .layer("notification")
                .definedBy("io.holdfast.notification")
                .layer("performance")
                .definedBy("io.holdfast.waitlist.performance")
                .whereLayer("listener")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("matching")
                .mayOnlyBeAccessedByLayers("listener", "report")
                .whereLayer("report")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("offer")
                .mayOnlyBeAccessedByLayers("listener", "matching")
                .whereLayer("entry")
                .mayOnlyBeAccessedByLayers("offer", "matching")
                .whereLayer("notification")
                .mayOnlyBeAccessedByLayers("listener", "offer")
                .check(OURS);
    }

    @Test
    void only_the_moment_of_sending_opens_a_contact() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.holdfast.notification")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.holdfast.contracts.personal")
                .because("names and addresses stay in one room")
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
