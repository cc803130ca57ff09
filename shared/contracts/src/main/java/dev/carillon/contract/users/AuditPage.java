package dev.carillon.contract.users;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the audit.
 *
 * @param next the cursor of the next page, null at the end
 */
public record AuditPage(List<AuditEntry> items, @Nullable String next) {
  public AuditPage {
    items = List.copyOf(items);
  }
}
