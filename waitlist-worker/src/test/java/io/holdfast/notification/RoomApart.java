package io.holdfast.notification;

import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A worker that is one of its rooms only; the test's profile says which.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RoomApart {

    /// As it is deployed with `QUARKUS_PROFILE=prod,waitlist-only`.
    class WaitlistOnly implements QuarkusTestProfile {
        @Override
        public String getConfigProfile() {
            return "test,waitlist-only";
        }
    }

    /// As it is deployed with `QUARKUS_PROFILE=prod,notification-only`.
    class NotificationOnly implements QuarkusTestProfile {
        @Override
        public String getConfigProfile() {
            return "test,notification-only";
        }
    }
}
