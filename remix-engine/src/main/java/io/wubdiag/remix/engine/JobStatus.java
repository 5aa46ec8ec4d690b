package io.wubdiag.remix.engine;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.job.Job;
import org.jspecify.annotations.Nullable;

/**
 * The status of a job at one instant.
 *
 * @param job the job as in the database
 * @param placeInLine its place in line, from 1; 0 unless it is queued
 * @param share how much of the work is done, from 0 to 1
 * @param text the present step, for people
 * @param analysis the analysis of the song; null until it is known
 * @param audibleBytes how many bytes of the MP3 can be heard so far
 * @param diagnosed whether wubdiag has reported on a worker that got stuck over it
 */
public record JobStatus(
    Job job,
    int placeInLine,
    double share,
    String text,
    @Nullable SongAnalysis analysis,
    long audibleBytes,
    boolean diagnosed) {}
