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

/** The generated mail, by its owner's connection. */
final class OldMail implements AutoCloseable {
  private final Connection connection;

  OldMail(String ownerUrl) throws SQLException {
    this.connection = DriverManager.getConnection(LocalStack.jdbcUrl(ownerUrl));
  }

  /** Makes it where there is none; how long that took. */
  Duration make(int mails) throws SQLException, IOException {
    long began = System.nanoTime();
    try (Statement statement = connection.createStatement();
        InputStream file =
            Objects.requireNonNull(OldMail.class.getResourceAsStream("/generated/mail.sql"))) {
      statement.execute("set search_path = notifier");
      if (texts("select id::text from notifier.mail limit 1").isEmpty()) {
        String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        statement.execute(sql.replace("${mails}", Integer.toString(mails)));
      }
      statement.execute("vacuum analyze");
      statement.execute("checkpoint");
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Mails to be read. */
  List<UUID> some() throws SQLException {
    return texts("select id::text from notifier.mail tablesample system (0.5) limit 2000").stream()
        .map(UUID::fromString)
        .toList();
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
