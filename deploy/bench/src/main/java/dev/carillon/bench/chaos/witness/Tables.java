package dev.carillon.bench.chaos.witness;

import dev.carillon.embedded.LocalStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks into the tables as their owner. A look fails while PostgreSQL is away. */
public final class Tables {
  private volatile String url;

  /** A URL of the configuration. */
  public Tables(String url) {
    this.url = LocalStack.jdbcUrl(url);
  }

  /** Leads to another server from now on, whose URL is one of the configuration. */
  public void leadTo(String another) {
    url = LocalStack.jdbcUrl(another);
  }

  /** The one number that a query gives. */
  public long number(String sql) throws SQLException {
    return Long.parseLong(rows(sql).get(0));
  }

  /** The rows, their columns joined by tabs. */
  public List<String> rows(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        StringBuilder row = new StringBuilder(String.valueOf(rows.getString(1)));
        for (int i = 2; i <= columns; i++) {
          row.append('\t').append(rows.getString(i));
        }
        texts.add(row.toString());
      }
      return texts;
    }
  }

  /** Statements one after the other, each its own transaction, such as those of the server. */
  public void run(List<String> statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
