package dev.carillon.notifier.store.pg.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.notifier.store.pg.QueueTables;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What the tables keep however they are used: the ledger misses nothing, and what is appended
 * stays. On a real PostgreSQL.
 */
class LedgerIT extends QueueTables {
  @Test
  void theLedgerMissesAMailThatWasDeletedByHand() {
    UUID id = accept();
    accept();
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
    asOwner("delete from mail where id = '" + id + "'");
    assertThat(stores.mails().ledger().await().balanced()).isFalse();
    assertThat(stores.mails().ledger().await().lost()).isEqualTo(1);
  }

  @Test
  void theRuntimeRoleCannotRewriteWhatIsAppendOnly() {
    accept();
    for (String sql :
        List.of(
            "update notifier.mail set recipient = 'x'",
            "delete from notifier.mail",
            "delete from notifier.outcome",
            "update notifier.accept_batch set n = 7",
            "update notifier.clock_shift set shift = '1 s'",
            "create table notifier.mine (a int)")) {
      assertThatThrownBy(() -> as("CARILLON_NOTIFIER_PG_URL", sql))
          .as(sql)
          .hasMessageContaining("permission denied");
    }
  }
}
