package io.holdfast.ticketing.payment;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;

/// Asks about payments whose outcome is unknown, wherever the process that began them has gone.
@ApplicationScoped
class UnknownPayments {

    private final Payments payments;

    UnknownPayments(Payments payments) {
        this.payments = payments;
    }

    @Scheduled(every = "{holdfast.payment.ask-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void ask() {
        payments.askAboutUnknown();
    }
}
