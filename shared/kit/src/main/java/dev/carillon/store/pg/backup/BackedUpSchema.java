package dev.carillon.store.pg.backup;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a backup has of a schema.
 *
 * @param versions of the kit's tables and of the service's own
 * @param tables in the order of the file
 * @param sequences the last number of each; null of one that has given none
 */
public record BackedUpSchema(
    String schema,
    List<String> versions,
    List<TableRows> tables,
    Map<String, @Nullable Long> sequences) {
  public BackedUpSchema {
    versions = List.copyOf(versions);
    tables = List.copyOf(tables);
  }

  /**
   * The rows of a table.
   *
   * @param columns those that are written, in their order
   * @param parent whose partition it is; null for none
   * @param bounds of the partition, as PostgreSQL writes them; null for none
   */
  public record TableRows(
      String name,
      List<String> columns,
      @Nullable String parent,
      @Nullable String bounds,
      long rows) {
    public TableRows {
      columns = List.copyOf(columns);
    }
  }

  /** How many rows a table had; 0 of one that was not there. */
  public long rows(String table) {
    return tables.stream().filter(one -> one.name().equals(table)).mapToLong(TableRows::rows).sum();
  }
}
