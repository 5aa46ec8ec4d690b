package io.wubdiag.remix.engine;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.job.Job;
import org.jspecify.annotations.Nullable;

/**
 * A job at an instant.
 *
 * @param job what the database has
 * @param placeInLine how many jobs start before it, and one; 0 unless it is queued
 * @param share how much of the work is done, from 0 to 1
 * @param text what is being done now, for people
 * @param analysis what the song is made of; null until that is known
 * @param audibleBytes how many bytes of the MP3 there are to hear by now
 * @param diagnosed whether a worker got stuck over it, and there is wubdiag's report of that
 */
public record JobStatus(
    Job job,
    int placeInLine,
    double share,
    String text,
    @Nullable SongAnalysis analysis,
    long audibleBytes,
    boolean diagnosed) {}
