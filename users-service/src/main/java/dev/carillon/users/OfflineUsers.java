package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.ErasurePage;
import dev.carillon.contract.users.ListErasures;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.request.Actor;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.users.domain.UserNews;
import dev.carillon.users.domain.UserStore;
import dev.carillon.users.store.mongo.ProfileDocuments;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The directory without its service, for commands: nobody is served and no event leaves. Erases
 * people again after a restore, and says who is erased.
 */
public final class OfflineUsers {
  private static final int PIECE = 500;
  private static final Actor RESTORE = new Actor("restore", "restore");

  private final UsersConfig config;
  private final UsersStores stores;
  private final UserStore users;
  private final ProfileDocuments documents;
  private final Uuid7 ids;

  /** With the settings of the service; a {@code ConfigException} has what is wrong with them. */
  public OfflineUsers(Vertx vertx, ConfigSource source, Clocks clocks) {
    this.config = UsersWiring.read(source);
    source.verify();
    this.stores = new UsersStores(vertx, config, clocks, new SimpleMeterRegistry());
    this.users = stores.users(UserNews.NONE);
    this.documents = new ProfileDocuments(vertx, config.mongoUrl().reveal());
    this.ids = new Uuid7(clocks);
  }

  /** Where the schema lives. */
  public PgUrls pg() {
    return config.pg();
  }

  /** The profiles as they are stored. */
  public ProfileDocuments documents() {
    return documents;
  }

  /** Brings the schema to its present form, for a restore. */
  public Future<String> migrate() {
    return stores.clients().migrateRestored();
  }

  /** Connects. */
  public Future<Void> open() {
    return stores.open();
  }

  /** All who are erased. */
  public Future<List<Erasure>> erasures() {
    return erasures(null, new ArrayList<>());
  }

  private Future<List<Erasure>> erasures(@Nullable String cursor, List<Erasure> before) {
    return stores
        .erasures()
        .list(new ListErasures(null, new PageRequest(PageRequest.MAX_LIMIT, cursor)))
        .compose(
            (ErasurePage page) -> {
              before.addAll(page.items());
              return page.next() == null
                  ? Future.succeededFuture(before)
                  : erasures(page.next(), before);
            });
  }

  /**
   * Erases somebody with the profile, and gives what consumers would be told; nothing of a user who
   * is not there.
   */
  public Future<Optional<DomainEvent<UserEvent.Erased>>> erase(UUID id) {
    return stores
        .erasures()
        .addresses(id)
        .compose(
            known ->
                users
                    .erase(new ChangeUser(id, null), RESTORE)
                    .compose(erased -> stores.profiles().erase(id).map(erased))
                    .map(erased -> Optional.of(event(erased, known.addresses()))))
        .recover(e -> isUnknown(e) ? documentsOf(id) : Future.failedFuture(e));
  }

  /** A profile may be younger than the directory of the backup. */
  private Future<Optional<DomainEvent<UserEvent.Erased>>> documentsOf(UUID id) {
    return stores.profiles().erase(id).map(Optional.empty());
  }

  private DomainEvent<UserEvent.Erased> event(Erasure erased, List<String> addresses) {
    return new DomainEvent<>(
        DomainEvent.SPEC_VERSION,
        ids.next(),
        UserNews.SOURCE,
        UserNews.TYPE,
        "user:" + erased.id(),
        erased.erasedAt(),
        new UserEvent.Erased(erased.id(), addresses));
  }

  /**
   * Writes profiles as they were read, but for those whose user is not there: nobody could erase
   * them. Gives how many were left out.
   */
  public Future<Integer> restoreProfiles(List<JsonObject> read) {
    Set<UUID> owners = new HashSet<>();
    read.forEach(document -> ProfileDocuments.owner(document).ifPresent(owners::add));
    return absent(owners)
        .compose(
            absent -> {
              List<JsonObject> theirs = new ArrayList<>(read);
              theirs.removeIf(
                  document ->
                      ProfileDocuments.owner(document).filter(absent::contains).isPresent());
              return documents.write(theirs).map(read.size() - theirs.size());
            });
  }

  /** Who has a profile and is neither in the directory nor being erased from it at the moment. */
  public Future<Set<UUID>> strayProfiles() {
    return documents
        .owners()
        .compose(this::absent)
        .compose(absent -> documents.owners().map(still -> both(absent, still)));
  }

  private static Set<UUID> both(Set<UUID> some, Set<UUID> others) {
    Set<UUID> both = new HashSet<>(some);
    both.retainAll(others);
    return both;
  }

  private Future<Set<UUID>> absent(Set<UUID> owners) {
    Future<Set<UUID>> absent = Future.succeededFuture(new HashSet<>(owners));
    List<UUID> all = List.copyOf(owners);
    for (int from = 0; from < all.size(); from += PIECE) {
      List<UUID> some = all.subList(from, Math.min(all.size(), from + PIECE));
      absent =
          absent.compose(
              left ->
                  stores
                      .erasures()
                      .present(some)
                      .map(
                          present -> {
                            left.removeAll(present);
                            return left;
                          }));
    }
    return absent;
  }

  /** Whether nothing of somebody is left here. */
  public Future<Boolean> isGone(UUID id) {
    return users
        .get(id)
        .map(false)
        .recover(e -> isUnknown(e) ? Future.succeededFuture(true) : Future.failedFuture(e))
        .compose(gone -> documents.has(id).map(has -> gone && !has));
  }

  private static boolean isUnknown(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND;
  }

  /** Gives all connections back. */
  public Future<Void> close() {
    return documents.close().eventually(stores::close);
  }
}
