/// Who may decide: lease, epoch and the states of an instance from standby to open and back.
@NullMarked
package dev.tradewitness.authorize.ownership;

import org.jspecify.annotations.NullMarked;
