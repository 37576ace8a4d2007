/** A few numbers as a line. What it says stands in words or in a table beside it. */
const [width, height, edge] = [300, 48, 3]

/** @param values at least two, evenly spaced */
export function LineChart({ values, label }: { values: number[]; label: string }) {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const x = (index: number) => (index / (values.length - 1)) * width
  // A line that never moves lies in the middle.
  const y = (value: number) => (high === low ? height / 2 : edge + (1 - (value - low) / (high - low)) * (height - 2 * edge))
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`)
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width="100%" height={height} preserveAspectRatio="none" role="img" aria-label={label}>
      <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} fill="var(--mantine-color-indigo-5)" opacity={0.12} />
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--mantine-color-indigo-5)"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
