package dev.carillon.bench.chaos.verdict;

import dev.carillon.bench.chaos.smtp.Fate;
import java.util.List;
import java.util.Map;

/** Every copy needs an earlier one whose sender could not know that it had been taken. */
final class Copies {
  private final Evidence evidence;
  private final Excuses excuses;
  private int copies;

  Copies(Evidence evidence, Excuses excuses) {
    this.evidence = evidence;
    this.excuses = excuses;
  }

  void judge(Findings findings) {
    for (Map.Entry<String, List<Fate>> one : evidence.arrivals().entrySet()) {
      List<Fate> fates = one.getValue();
      copies += fates.size() - 1;
      for (int i = 1; i < fates.size(); i++) {
        Fate before = fates.get(i - 1);
        findings.addIf(
            !excuses.has(before),
            Broken.UNEXCUSED_COPY,
            "%s of %s was taken at %d ms and said to be, and again from %s %d ms later"
                .formatted(
                    one.getKey(),
                    before.node(),
                    before.dotAt(),
                    fates.get(i).node(),
                    fates.get(i).dotAt() - before.dotAt()));
        findings.addIf(
            !fates.get(i).hash().equals(before.hash()), Broken.OTHER_BYTES, one.getKey());
      }
    }
  }

  /** How many there were, excused or not. */
  int count() {
    return copies;
  }
}
