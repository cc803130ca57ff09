package dev.carillon.users.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.contract.tokens.TokensChanged;
import dev.carillon.users.domain.tokens.TokenService;
import java.util.List;

/** Serves the contracts of {@link Tokens}. */
public final class TokenEndpoint {
  private final Bus bus;
  private final TokenService service;

  /** Over the domain. */
  public TokenEndpoint(Bus bus, TokenService service) {
    this.bus = bus;
    this.service = service;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Tokens.ISSUE, (call, q) -> service.issue(q, call.principal())),
            bus.serve(Tokens.ADMIT, (call, q) -> service.admit(q)),
            bus.serve(Tokens.TICKET, (call, q) -> service.ticket(q, call.principal())),
            bus.serve(Tokens.REDEEM, (call, q) -> service.redeem(q.sha256())),
            bus.serve(
                Tokens.REVOKE,
                (call, q) -> service.revoke(q).map(new Done()).onSuccess(done -> tell("revoked"))),
            bus.serve(Tokens.LOOK, (call, q) -> service.look(q.cursor())),
            bus.serve(
                Tokens.ROTATE,
                (call, q) -> service.rotate(q.revokeOld()).onSuccess(key -> tell("rotated")))));
  }

  private void tell(String what) {
    bus.publish(Tokens.CHANGED, new TokensChanged(what));
  }
}
