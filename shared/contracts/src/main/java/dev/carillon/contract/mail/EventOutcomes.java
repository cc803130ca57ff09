package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** What became of the events of a batch: one outcome for each, in their order. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EventOutcomes(List<EventOutcome> outcomes) {
  public EventOutcomes {
    outcomes = List.copyOf(outcomes);
  }
}
