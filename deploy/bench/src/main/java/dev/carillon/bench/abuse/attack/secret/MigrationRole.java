package dev.carillon.bench.abuse.attack.secret;

import dev.carillon.bench.abuse.product.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * A migration role that may not make the runtime role, in the product's own PostgreSQL, which says
 * so with the statement; and a password that PostgreSQL refuses.
 */
final class MigrationRole {
  private static final String DATABASE = "abuse";

  private MigrationRole() {}

  static List<BrokenStart> starts(Product product, Mark mark) throws IOException {
    Path data = product.folder().resolve("data");
    List<String> postmaster = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
    String host = "127.0.0.1:" + postmaster.get(3).strip() + "/";
    Path password = data.resolve("postgres.password");
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + host + "postgres",
                "postgres",
                Files.exists(password) ? Files.readString(password).strip() : "");
        Statement statement = connection.createStatement()) {
      statement.execute("drop database if exists " + DATABASE);
      statement.execute("drop role if exists abuse_owner");
      statement.execute(
          "create role abuse_owner login nocreaterole password '" + mark.text() + "'");
      statement.execute("create database " + DATABASE + " owner abuse_owner");
    } catch (SQLException e) {
      throw new IOException(e);
    }
    String database = host + DATABASE;
    return List.of(
        start(
            "a migration role that may not make roles",
            "postgresql://abuse_runtime:" + mark.text() + "@" + database,
            "postgresql://abuse_owner:" + mark.text() + "@" + database),
        start(
            "a password that PostgreSQL refuses",
            "postgresql://postgres:" + mark.text() + "@" + database,
            "postgresql://postgres:" + mark.text() + "@" + database));
  }

  private static BrokenStart start(String what, String url, String migration) {
    return new BrokenStart(
        what, "up", Map.of("CARILLON_PG_URL", url, "CARILLON_MIGRATION_URL", migration), Map.of());
  }
}
