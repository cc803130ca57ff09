package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event had its whole effect.
 *
 * @param erased how much was erased, by kind, where the event asked for that
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventTaken(@Nullable Map<String, Long> erased) {
  public EventTaken {
    erased = erased == null ? null : new TreeMap<>(erased);
  }
}
