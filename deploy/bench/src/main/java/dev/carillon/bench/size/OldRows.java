package dev.carillon.bench.size;

import dev.carillon.embedded.LocalStack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The generated rows of a schema, by its owner's connection. */
final class OldRows implements AutoCloseable {
  private final String table;
  private final Connection connection;

  /**
   * Connects.
   *
   * @param table what there are so many of; the script has its name
   */
  OldRows(String ownerUrl, String table) throws SQLException {
    this.table = table;
    this.connection = DriverManager.getConnection(LocalStack.jdbcUrl(ownerUrl));
  }

  /** Makes them where there are none; how long that took. */
  Duration make(String schema, int rows) throws SQLException, IOException {
    long began = System.nanoTime();
    try (Statement statement = connection.createStatement();
        InputStream file =
            Objects.requireNonNull(
                OldRows.class.getResourceAsStream("/generated/" + table + ".sql"))) {
      statement.execute("set search_path = " + schema);
      if (texts("select id::text from " + table + " limit 1").isEmpty()) {
        String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        statement.execute(
            sql.replace("${mails}", Integer.toString(rows))
                .replace("${users}", Integer.toString(rows)));
      }
      statement.execute("vacuum analyze");
      statement.execute("checkpoint");
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Some to be read. */
  List<UUID> some() throws SQLException {
    return texts("select id::text from " + table + " tablesample system (0.5) limit 2000").stream()
        .map(UUID::fromString)
        .toList();
  }

  /** As after an import: nothing that was settled stands in the books yet. */
  void unbook() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("truncate ledger_entry");
      statement.execute(
          "insert into accept_batch (n, at, mail_ids) select count(*), clock_now(), array_agg(mail_id)"
              + " from (select mail_id, row_number() over (order by mail_id) / 100 as batch"
              + " from outcome) settled group by batch");
      statement.execute("analyze accept_batch");
    }
  }

  /** The first column. */
  List<String> texts(String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
