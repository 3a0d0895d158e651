package io.holdfast.ticketing.booking;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;

/// PostgreSQL's driver, counting for each thread how often it has waited for the database: a statement is one round
/// trip, also when it is two in one; so is a commit. A transaction's begin travels with its first statement.
public class CountingDriver implements Driver {

    private static final ThreadLocal<int[]> COUNT = ThreadLocal.withInitial(() -> new int[1]);
    private static final Set<String> WAITS = Set.of("commit", "rollback");

    private final Driver driver = new org.postgresql.Driver();

    /// How often this thread has waited so far.
    static int count() {
        return COUNT.get()[0];
    }

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
        var connection = driver.connect(url, properties);
        return connection == null ? null : counting(Connection.class, connection);
    }

    private static <T> T counting(Class<T> type, Object real) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().startsWith("execute") || WAITS.contains(method.getName())) {
                COUNT.get()[0]++;
            }
            try {
                var answer = method.invoke(real, arguments);
                return switch (answer) {
                    case PreparedStatement statement
                    when method.getName().equals("prepareStatement") -> counting(PreparedStatement.class, statement);
                    case Statement statement
                    when method.getName().equals("createStatement") -> counting(Statement.class, statement);
                    case null, default -> answer;
                };
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(CountingDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return driver.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) throws SQLException {
        return driver.getPropertyInfo(url, properties);
    }

    @Override
    public int getMajorVersion() {
        return driver.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return driver.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return driver.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
