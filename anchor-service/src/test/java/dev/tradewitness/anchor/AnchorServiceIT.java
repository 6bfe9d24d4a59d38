package dev.tradewitness.anchor;

import dev.tradewitness.anchor.anchoring.AnchoringCases;
import dev.tradewitness.anchor.anchoring.TargetCases;
import dev.tradewitness.anchor.api.ClosingCases;
import dev.tradewitness.anchor.api.DoorCases;
import dev.tradewitness.anchor.api.ProofCases;
import dev.tradewitness.anchor.api.TileCases;
import dev.tradewitness.anchor.batch.AdoptionCases;
import dev.tradewitness.anchor.checkpoint.CheckpointCases;
import dev.tradewitness.anchor.evidence.EvidenceCases;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;

/// One running service for all of these: to start it takes longer than most of them. One feature
/// alone: `-Dit.test='AnchorServiceIT$Proofs'`.
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class AnchorServiceIT extends AnchorServiceCase {

  @Nested
  class Anchors extends AnchoringCases {}

  @Nested
  class Targets extends TargetCases {}

  @Nested
  class Adoption extends AdoptionCases {}

  @Nested
  class Closing extends ClosingCases {}

  @Nested
  class SignedHeads extends CheckpointCases {}

  @Nested
  class Proofs extends ProofCases {}

  @Nested
  class Tiles extends TileCases {}

  @Nested
  class Doors extends DoorCases {}

  @Nested
  class Bundles extends EvidenceCases {}

  @Nested
  @Order(Integer.MAX_VALUE - 1)
  class Outages extends DatabaseAwayCases {}

  @Nested
  @Order(Integer.MAX_VALUE)
  class ConsumerEnd extends ConsumerEndCases {}
}
