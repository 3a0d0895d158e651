package io.holdfast.refund;

import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A test in which people have a hand: staff with their tokens, and customers who are paid back to an account. A
/// refund waits for a person after two tries in vain.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(
        value = SimulatorResource.class,
        initArgs = {
            @ResourceArg(name = "holdfast.refund.tries", value = "2"),
            @ResourceArg(name = "holdfast.refund.lease", value = "3s"),
            @ResourceArg(name = "holdfast.refund.per-second", value = "1000"),
            @ResourceArg(name = "holdfast.refund.at-once", value = "64"),
            @ResourceArg(name = "holdfast.simulator.patience", value = "8s"),
            @ResourceArg(name = "holdfast.refund.second-person-above.KRW", value = "1000000")
        })
@WithTestResource(StaffTokens.class)
@WithTestResource(TossResource.class)
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface PeopleTest {}
