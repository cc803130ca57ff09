package dev.carillon.e2e;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * Those that take turns ({@link dev.carillon.e2e.harness.Alone}), one after the other in one
 * process, so that the other process of the tests does not wait for a turn.
 */
@Suite
@SelectClasses(
    names = {
      "dev.carillon.e2e.cluster.ClusterIT",
      "dev.carillon.e2e.crash.ChaosIT",
      "dev.carillon.e2e.cluster.EscalationProofIT",
      "dev.carillon.e2e.cluster.PreviousVersionIT",
      "dev.carillon.e2e.operate.ThreeNodesIT"
    })
class ClustersIT {}
