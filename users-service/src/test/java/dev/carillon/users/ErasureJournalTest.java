package dev.carillon.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.ErasurePage;
import dev.carillon.contract.users.ListErasures;
import dev.carillon.contract.users.UserAddresses;
import dev.carillon.testkit.ManualClock;
import dev.carillon.users.domain.ErasureStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureJournalTest {
  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final Table table = new Table();
  private final ManualClock clock = new ManualClock();

  @TempDir Path folder;

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private ErasureJournal journal() {
    return new ErasureJournal(vertx, table, clock, folder.resolve("erasures"));
  }

  @BeforeEach
  void atNoonOfTheNextDay() {
    clock.jump(Duration.between(clock.now(), NOON.plus(Duration.ofDays(1))));
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("erasures")).stream()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  void eachErasureIsWrittenOnceAlsoByWhoComesLater() throws IOException {
    UUID first = table.erase(NOON);
    ErasureJournal journal = journal();
    journal.catchUp().await();
    assertThat(lines()).containsExactly(NOON + " " + first);
    UUID late = table.erase(NOON.minusSeconds(60)); // was committed later than its time says
    journal.catchUp().await();
    UUID other = table.erase(NOON.plusSeconds(3_600));
    journal().catchUp().await(); // another process, which reads where the file ends
    journal().catchUp().await();
    assertThat(lines())
        .containsExactly(
            NOON + " " + first,
            NOON.minusSeconds(60) + " " + late,
            NOON.plusSeconds(3_600) + " " + other);
    assertThat(table.asked.getLast()).isEqualTo(NOON.plusSeconds(3_000)); // not all of it again
  }

  /** As after a bad step of a time server, or a fail-over to a server whose clock was wrong. */
  @Test
  void nobodyIsLeftOutWhenTheClockOfTheDatabaseWasAheadForAWhile() throws IOException {
    Instant now = clock.now();
    table.erase(now.plusSeconds(3_600));
    ErasureJournal journal = journal();
    journal.catchUp().await();
    UUID elsewhere = table.erase(now);
    journal.catchUp().await();
    assertThat(lines()).contains(now + " " + elsewhere);
    Instant before = now.minusSeconds(3_600); // of a clock that this process does not have
    UUID here = table.erase(before);
    for (int i = 0; i < 3; i++) {
      journal.write(new Erasure(here, before)).await();
    }
    assertThat(lines()).filteredOn(line -> line.equals(before + " " + here)).hasSize(1);
    assertThat(lines()).hasSize(3);
  }

  @Test
  void behindALineThatWasCutComesAWholeOne() throws IOException {
    Files.writeString(folder.resolve("erasures"), "2026-11-27T11:59:00Z 01a2");
    UUID next = table.erase(NOON);
    journal().catchUp().await();
    assertThat(lines()).containsExactly("2026-11-27T11:59:00Z 01a2", NOON + " " + next);
  }

  @Test
  void whoAsksDuringAPassWaitsForOneThatBeginsAfterwards() throws IOException {
    ErasureJournal journal = journal();
    Promise<Void> held = Promise.promise();
    table.held = held.future();
    Future<Void> first = journal.catchUp();
    table.looking.future().await(); // what it will write is decided
    UUID later = table.erase(NOON);
    List<Future<Void>> asked = List.of(journal.catchUp(), journal.catchUp());
    assertThat(asked).noneMatch(Future::isComplete);
    held.complete();
    first.await();
    Future.all(asked).await();
    assertThat(lines()).containsExactly(NOON + " " + later);
    assertThat(table.asked).as("one pass for both").hasSize(2);
  }

  @Test
  void aJournalThatCannotBeWrittenSaysSo() {
    table.erase(NOON);
    ErasureJournal journal =
        new ErasureJournal(vertx, table, clock, folder.resolve("absent").resolve("erasures"));
    assertThatThrownBy(() -> journal.catchUp().await()).isInstanceOf(IOException.class);
    assertThat(new ErasureJournal(vertx, table, clock, null).catchUp().succeeded()).isTrue();
  }

  /** The list of erasures. */
  private static final class Table implements ErasureStore {
    private final List<Erasure> rows = new ArrayList<>();
    private final List<Instant> asked = new ArrayList<>();
    private final Promise<Void> looking = Promise.promise();
    private Future<Void> held = Future.succeededFuture();

    synchronized UUID erase(Instant at) {
      UUID id = UUID.randomUUID();
      rows.add(new Erasure(id, at));
      return id;
    }

    @Override
    public synchronized Future<ErasurePage> list(ListErasures request) {
      asked.add(request.since());
      ErasurePage page =
          new ErasurePage(
              rows.stream().filter(row -> !row.erasedAt().isBefore(request.since())).toList(),
              null);
      looking.tryComplete();
      return held.map(page);
    }

    @Override
    public Future<UserAddresses> addresses(UUID userId) {
      return Future.succeededFuture(new UserAddresses(List.of()));
    }

    @Override
    public Future<Set<UUID>> present(Collection<UUID> userIds) {
      return Future.succeededFuture(Set.of());
    }

    @Override
    public Future<Void> note(UUID userId, Map<String, Long> counts) {
      return Future.succeededFuture();
    }
  }
}
