package io.holdfast.simulators.mail;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// The last mails, newest first.
final class Mailbox {

    static final int KEPT = 1_000;

    private final Deque<Mail> mails = new ArrayDeque<>();
    private long counted;

    interface Numbered {
        Mail at(long number);
    }

    synchronized void add(Numbered mail) {
        mails.addFirst(mail.at(++counted));
        if (mails.size() > KEPT) {
            mails.removeLast();
        }
    }

    synchronized List<Mail> all() {
        return List.copyOf(mails);
    }

    /// @param address upper and lower case do not count
    List<Mail> to(String address) {
        var wanted = address.strip().toLowerCase(Locale.ROOT);
        return all().stream()
                .filter(mail -> mail.to().stream()
                        .anyMatch(to -> to.toLowerCase(Locale.ROOT).equals(wanted)))
                .toList();
    }
}
