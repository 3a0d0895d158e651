package io.holdfast.launcher.capacity;

/// Erlang's formula for those who have to wait: M/M/c, a queue before `c` equal servers.
///
/// Source: A. K. Erlang, *Solution of some problems in the theory of probabilities of significance in automatic
/// telephone exchanges* (1917); computed by the usual recursion for Erlang B, from which C follows.
final class Waiting {

    private Waiting() {}

    /// @param offered arrivals per second times seconds each takes
    /// @return the share that finds all servers busy
    static double share(int servers, double offered) {
        if (offered >= servers) {
            return 1;
        }
        var blocked = 1.0;
        for (var n = 1; n <= servers; n++) {
            blocked = offered * blocked / (n + offered * blocked);
        }
        return blocked / (1 - offered / servers * (1 - blocked));
    }

    /// The fewest servers with which no greater share than this has to wait.
    static int serversFor(double offered, double mostWaiting) {
        var servers = Math.max(1, (int) Math.floor(offered));
        while (share(servers, offered) > mostWaiting) {
            servers++;
        }
        return servers;
    }
}
