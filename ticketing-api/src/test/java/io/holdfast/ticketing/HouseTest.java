package io.holdfast.ticketing;

import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A test of the running service on real PostgreSQL, Redis and Kafka and the gateway simulator. Whoever asks without
/// being a buyer is olga, an organiser.
@QuarkusTest
@TestSecurity(user = "olga", roles = "organiser")
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface HouseTest {}
