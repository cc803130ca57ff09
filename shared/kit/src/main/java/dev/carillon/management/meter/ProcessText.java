package dev.carillon.management.meter;

import dev.carillon.bus.calls.CallCounts;
import dev.carillon.lifecycle.Health;
import java.util.function.BiConsumer;

/**
 * What a process tells beside its registry, in Prometheus' text: its name, whether it is ready, and
 * its calls over the bus. They are counted or asked for elsewhere, and may become others while it
 * runs.
 */
public final class ProcessText {
  private final StringBuilder text = new StringBuilder();

  /** Empty. */
  public ProcessText() {}

  /** Who it is. */
  public ProcessText node(String name, String version) {
    family("carillon_node_info", "gauge", "Name and version of this process");
    sample("carillon_node_info{node=\"%s\",version=\"%s\"}".formatted(quoted(name), version), 1);
    return this;
  }

  /** Whether it is ready, and what each check says. */
  public ProcessText health(Health.State state) {
    family("carillon_ready", "gauge", "1 while this process is ready, as /readyz says");
    sample("carillon_ready", state.ready() ? 1 : 0);
    family("carillon_check_ok", "gauge", "1 for each check of /readyz that succeeds");
    state
        .checks()
        .forEach(
            (check, said) ->
                sample(
                    "carillon_check_ok{check=\"%s\"}".formatted(quoted(check)),
                    said.equals("ok") ? 1 : 0));
    return this;
  }

  /** How its calls over the bus ended. */
  public ProcessText calls(CallCounts counts) {
    family(
        "carillon_bus_calls_total",
        "counter",
        "Calls that this process has made over the bus, by their end: ok, or the code of a failure");
    counts
        .ended()
        .forEach(
            (contract, outcomes) ->
                outcomes.forEach(samples("carillon_bus_calls_total", contract)));
    family(
        "carillon_bus_repeats_total",
        "counter",
        "Calls for which another instance was asked too, since the first was late or away");
    counts
        .repeated()
        .forEach(
            (contract, n) ->
                sample(
                    "carillon_bus_repeats_total{contract=\"%s\"}".formatted(quoted(contract)), n));
    return this;
  }

  private BiConsumer<String, Long> samples(String metric, String contract) {
    return (outcome, n) ->
        sample(
            "%s{contract=\"%s\",outcome=\"%s\"}".formatted(metric, quoted(contract), outcome), n);
  }

  private void family(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String series, long value) {
    text.append(series).append(' ').append(value).append(".0\n");
  }

  private static String quoted(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
