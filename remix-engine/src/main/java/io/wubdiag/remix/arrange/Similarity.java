package io.wubdiag.remix.arrange;

/**
 * Finds where in an area of sound a given piece comes again: where their normalised correlation is
 * highest, which does not depend on how loud it is there, so that a stroke is not avoided for its
 * loudness. First it looks at every {@value #COARSE}th place, with the means of as many frames,
 * then at those around the best.
 */
final class Similarity {
  /** A coarse frame, in frames. The length of a piece and twice the radius are multiples of it. */
  static final int COARSE = 15;

  /** The second step compares every so many-th frame of a piece. */
  private static final int STRIDE = 5;

  /** Keeps silence from being divided by its energy. */
  private static final float SILENCE = 1e-9f;

  private final int length;
  private final float[] piece;
  private final float[] coarsePiece;
  private final float[] area;
  private final float[] coarseArea;

  /**
   * @param length frames of a piece
   * @param radius the most by which a place may be off the middle of the area
   */
  Similarity(int length, int radius) {
    this.length = length;
    piece = new float[length];
    coarsePiece = new float[length / COARSE];
    area = new float[length + 2 * radius];
    coarseArea = new float[area.length / COARSE];
  }

  /**
   * The best place.
   *
   * @param pieceLeft the piece's left channel
   * @param pieceRight the piece's right channel
   * @param left the area's left channel
   * @param right the area's right channel
   * @param radius how far from this place to look, in frames; the area begins so far before it
   * @return the first frame of the best place, counted from the area's beginning
   */
  int find(float[] pieceLeft, float[] pieceRight, float[] left, float[] right, int radius) {
    int frames = length + 2 * radius;
    mono(pieceLeft, pieceRight, piece, length);
    mono(left, right, area, frames);
    means(piece, coarsePiece, length / COARSE);
    means(area, coarseArea, frames / COARSE);
    int coarse = best(coarsePiece, coarseArea, 0, 2 * radius / COARSE, 1) * COARSE;
    int from = Math.max(0, coarse - COARSE + 1);
    int to = Math.min(2 * radius, coarse + COARSE - 1);
    return best(piece, area, from, to, STRIDE);
  }

  private static void mono(float[] left, float[] right, float[] mono, int count) {
    for (int i = 0; i < count; i++) {
      mono[i] = left[i] + right[i];
    }
  }

  private static void means(float[] fine, float[] coarse, int count) {
    for (int i = 0, at = 0; i < count; i++) {
      float sum = 0;
      for (int end = at + COARSE; at < end; at++) {
        sum += fine[at];
      }
      coarse[i] = sum / COARSE;
    }
  }

  /** The place from {@code from} to {@code to} where the area is most like the piece. */
  private static int best(float[] piece, float[] area, int from, int to, int stride) {
    int best = (from + to) / 2; // If all are alike, as in silence.
    float bestScore = score(piece, area, best, stride);
    for (int place = from; place <= to; place++) {
      float score = score(piece, area, place, stride);
      if (score > bestScore) {
        best = place;
        bestScore = score;
      }
    }
    return best;
  }

  /** The square of their correlation, with its sign. */
  private static float score(float[] piece, float[] area, int place, int stride) {
    float product = 0;
    float energy = SILENCE;
    for (int i = 0; i < piece.length; i += stride) {
      float there = area[place + i];
      product += there * piece[i];
      energy += there * there;
    }
    return product * Math.abs(product) / energy;
  }
}
