package io.holdfast.launcher;

import io.holdfast.launcher.check.Machine;
import io.holdfast.launcher.demo.DemoShows;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.PortPlan;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// `./holdfast up`: everything on this machine, until Ctrl-C.
record Up(Path repository, boolean fresh, int portBase, boolean demo, Path data, Path logs) {

    static Up parse(Deque<String> words, Path repository) {
        var fresh = false;
        var demo = true;
        var portBase = Main.DEFAULT_PORT_BASE;
        var data = repository.resolve(".holdfast/data");
        var logs = repository.resolve(".holdfast/logs");
        while (!words.isEmpty()) {
            var word = words.pop();
            switch (word) {
                case "--fresh" -> fresh = true;
                case "--no-demo" -> demo = false;
                case "--port-base" -> portBase = Main.number(word, words);
                case "--data" -> {
                    data = Path.of(Main.value(word, words)).toAbsolutePath();
                    logs = data.resolve("logs");
                }
                default -> throw new Main.WrongUsage("I do not know “" + word + "”.");
            }
        }
        return new Up(repository, fresh, portBase, demo, data, logs);
    }

    int run() throws IOException {
        return run(EnumSet.allOf(Service.class), house -> {});
    }

    /// @param services those to run
    /// @param meanwhile told when everything else is ready
    int run(Set<Service> services, Meanwhile meanwhile) throws IOException {
        var since = Instant.now();
        var console = new Console();
        Machine.requireMemory();
        var house = House.at(new House.Setup(
                repository,
                data,
                false,
                fresh,
                logs,
                repository.resolve(".holdfast/parts"),
                PortPlan.from(portBase),
                services,
                Map.of(),
                console));
        var closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            console.line("Stopping …");
            house.close();
            console.line("Everything has stopped.");
            closed.countDown();
        }));
        LauncherLog.to(logs);
        console.line("Holdfast is starting; its logs are in " + logs + ".");
        house.open();
        if (demo && services.contains(Service.TICKETING_API)) {
            DemoShows.loadOnce(house, console);
        }
        welcome(house, console, Duration.between(since, Instant.now()));
        meanwhile.run(house);
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    interface Meanwhile {
        void run(House house) throws IOException;
    }

    private static void welcome(House house, Console console, Duration took) {
        console.line("""

                Ready after %s, using %,d MiB of memory.

                  Tickets          %s
                  Mailbox          %s
                  Text messages    %s
                  Sign-in service  %s
                  Payments         %s

                  Sign in as       ann or bob (customers), olga (organiser),
                                   otto (operations and refunds), rosa (refunds);
                                   the password is the name and -demo, e.g. ann-demo

                Ctrl-C stops everything.""".formatted(
                        Console.seconds(took),
                        house.memory(),
                        house.url(),
                        house.mailbox(),
                        house.texts(),
                        house.realm(),
                        house.simulator().url()));
    }
}
