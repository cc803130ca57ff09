package dev.carillon.embedded.testkit;

import dev.carillon.embedded.LocalStack;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;

/** Looks into the tables of an installation, as their owner: the witness of what was stored. */
public final class Database implements AutoCloseable {
  private final Connection connection;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /** That of the embedded server of a data folder, while it runs. */
  public static Database in(Path data) {
    try {
      Properties ports = new Properties();
      ports.load(new StringReader(Files.readString(data.resolve("ports"))));
      String password = Files.readString(data.resolve("postgres.password")).strip();
      return of(
          "postgresql://postgres:"
              + password
              + "@127.0.0.1:"
              + ports.getProperty("postgres")
              + "/postgres");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** That which a URL of the configuration names. */
  public static Database of(String url) {
    return at(LocalStack.jdbcUrl(url));
  }

  private static Database at(String url) {
    try {
      return new Database(DriverManager.getConnection(url));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The one number that a query gives. */
  public long number(String sql) {
    return Long.parseLong(texts(sql).get(0));
  }

  /** The first column. */
  public List<String> texts(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** Changes something; how many rows. */
  public int change(String sql) {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** A table as {@code COPY ... TO STDOUT} writes it, a line for each row. */
  public String copy(String table) {
    StringWriter rows = new StringWriter();
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("copy " + table + " to stdout", rows);
    } catch (SQLException | IOException e) {
      throw new AssertionError(table, e);
    }
    return rows.toString();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
