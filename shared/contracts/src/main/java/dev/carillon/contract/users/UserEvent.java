package dev.carillon.contract.users;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.carillon.failure.Checks;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a user. As JSON the member {@code change} says which event it is; the members
 * stand in the order in which PostgreSQL keeps those of a {@code jsonb}, so that live clients get
 * the text of the outbox. Members that are not known here are left out: during an upgrade the one
 * who writes may be newer than the one who reads.
 */
@JsonTypeInfo(
    use = JsonTypeInfo.Id.NAME,
    include = JsonTypeInfo.As.EXISTING_PROPERTY,
    property = "change",
    visible = true)
@JsonSubTypes({
  @JsonSubTypes.Type(value = UserEvent.Created.class, name = "created"),
  @JsonSubTypes.Type(
      value = UserEvent.Changed.class,
      names = {"changed", "deactivated", "reactivated"}),
  @JsonSubTypes.Type(value = UserEvent.Erased.class, name = "erased")
})
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface UserEvent {
  /** Whom it is about. */
  UUID userId();

  /**
   * A user was created.
   *
   * @param email null if the user was erased before the event was told, like the name
   * @param version the user's version after it
   * @param welcome whether a welcome mail is wanted; null means no
   */
  @JsonPropertyOrder({"name", "email", "change", "userId", "version", "welcome"})
  record Created(
      UUID userId,
      @Nullable String email,
      @Nullable String name,
      long version,
      @Nullable Boolean welcome)
      implements UserEvent {
    public Created {
      Checks.start().present("/userId", userId).verify();
    }

    /** Names the event on the wire. */
    @JsonProperty
    public String change() {
      return "created";
    }
  }

  /**
   * A user's fields changed, or whether the user is active.
   *
   * @param email as it is after the change; null if the user was erased before the event was told,
   *     like the name
   * @param version the user's version after it
   * @param welcome false if the user was erased before the event was told, else null
   */
  @JsonPropertyOrder({"name", "email", "change", "userId", "version", "welcome"})
  record Changed(
      Kind change,
      UUID userId,
      @Nullable String email,
      @Nullable String name,
      long version,
      @Nullable Boolean welcome)
      implements UserEvent {
    public Changed {
      Checks.start().present("/userId", userId).verify();
    }

    /** What kind of change it was. */
    public enum Kind {
      /** Fields were given other values. */
      @JsonProperty("changed")
      FIELDS,
      /** The user was deactivated. */
      @JsonProperty("deactivated")
      DEACTIVATED,
      /** The user was made active again. */
      @JsonProperty("reactivated")
      REACTIVATED
    }
  }

  /**
   * A user's personal data was erased.
   *
   * @param addresses those that were the user's, for the consumers that must forget them too; null
   *     for everybody else
   */
  @JsonPropertyOrder({"change", "userId", "addresses"})
  record Erased(UUID userId, @Nullable List<String> addresses) implements UserEvent {
    public Erased {
      Checks.start().present("/userId", userId).verify();
      addresses = addresses == null ? null : List.copyOf(addresses);
    }

    /** Names the event on the wire. */
    @JsonProperty
    public String change() {
      return "erased";
    }

    /** The event as everybody may hear it. */
    public Erased withoutAddresses() {
      return new Erased(userId, null);
    }
  }
}
