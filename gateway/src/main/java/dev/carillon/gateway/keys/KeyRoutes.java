package dev.carillon.gateway.keys;

import dev.carillon.bus.Bus;
import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.keys.KeyName;
import dev.carillon.contract.keys.KeyPage;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.keys.ListKeys;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.failure.FieldError;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * The routes of API keys. A key is made here and its hash alone goes to users-service, so that it
 * is seen by nobody but whoever gets the answer.
 */
public final class KeyRoutes implements Routes {
  private static final String KEYS = "/v1/keys";
  private static final int KEY_BYTES = 32;
  private static final Param<String> NAME = Param.pathText("name");

  private final Bus bus;
  private final KeyRing ring;
  private final SecureRandom random = new SecureRandom();

  /** Asks the services through {@code bus}. */
  public KeyRoutes(Bus bus, KeyRing ring) {
    this.bus = bus;
    this.ring = ring;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get(KEYS, Scope.ADMIN, List.of(ApiRequest.LIMIT, ApiRequest.CURSOR), this::list)
            .telling(Told.ok("Lists the keys of the table", KeyPage.class)),
        Route.post(KEYS, Scope.ADMIN, List.of(), NewKey.class, this::create)
            .telling(
                Told.created("Makes a key, which is shown this once", NewKey.Made.class)
                    .keyless()
                    .saying("must lie ahead")
                    .refusing(FailureCode.CONFLICT)),
        Route.get(KEYS + "/:name", Scope.ADMIN, List.of(NAME), this::get)
            .telling(
                Told.ok("Reads what is known of a key", ApiKey.class)
                    .refusing(FailureCode.NOT_FOUND)),
        Route.delete(KEYS + "/:name", Scope.ADMIN, List.of(NAME), this::revoke)
            .telling(
                Told.empty("Revokes a key for good")
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)));
  }

  private Future<Reply> create(ApiRequest request) {
    if (request.call().idempotencyKey() != null) {
      throw Failure.invalid(
          "Idempotency-Key",
          "is not taken here: the key in the answer is stored nowhere and cannot be given again."
              + " Names are unique: a repetition is a 409");
    }
    NewKey wanted = request.body(NewKey.class);
    String key = newKey();
    CreateKey create =
        new CreateKey(
            wanted.name(),
            HashedKey.of(key).hex(),
            wanted.permissions().texts(),
            wanted.expiresAt());
    if (ring.fileKey(create.name()) != null) {
      throw new Failure(
          FailureCode.CONFLICT,
          "/name is taken by a key of the key file",
          List.of(new FieldError("/name", "is taken")));
    }
    return bus.request(Keys.CREATE, request.call(), create)
        .map(made -> Reply.created(NewKey.Made.of(made, key), KEYS + "/" + made.name()).secret());
  }

  private Future<Reply> list(ApiRequest request) {
    return bus.request(Keys.LIST, request.call(), new ListKeys(request.page())).map(Reply::ok);
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(Keys.GET, request.call(), name(request)).map(Reply::ok);
  }

  private Future<Reply> revoke(ApiRequest request) {
    KeyName name = name(request);
    if (ring.fileKey(name.name()) != null) {
      throw Failure.of(
          FailureCode.CONFLICT,
          name.name() + " is a key of the key file: it is revoked by taking its line out of there");
    }
    return bus.request(Keys.REVOKE, request.call(), name).map(done -> Reply.empty());
  }

  /** What cannot be a name is the name of no key. */
  private static KeyName name(ApiRequest request) {
    String text = request.path(NAME);
    try {
      return new KeyName(text);
    } catch (Failure notOne) {
      throw Failure.notFound("key", text);
    }
  }

  private String newKey() {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return "sk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
