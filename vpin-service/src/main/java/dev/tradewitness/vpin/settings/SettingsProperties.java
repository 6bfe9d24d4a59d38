package dev.tradewitness.vpin.settings;

import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The parameters of every pair; their meaning and bounds stand at [VpinParameters].
@ConfigurationProperties(prefix = "tradewitness.vpin.settings", ignoreUnknownFields = false)
public record SettingsProperties(
    @DefaultValue("10000") double bucketSize,
    @DefaultValue("50") int numBuckets,
    @DefaultValue("100") int emitInterval,
    @DefaultValue("quote") VolumeUnit unit,
    @DefaultValue("half") ClassifierKind classifier,
    @DefaultValue("20") int historyWindows) {

  /// Refuses values out of bounds, so a wrong setting stops the start.
  public SettingsProperties {
    new VpinParameters(bucketSize, numBuckets, emitInterval, unit, classifier, historyWindows);
  }

  public VpinParameters parameters() {
    return new VpinParameters(
        bucketSize, numBuckets, emitInterval, unit, classifier, historyWindows);
  }
}
