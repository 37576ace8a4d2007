/**
 * A journey as a picture: why it starts at the top, its steps below, and a line for each way that leads on. Cards are buttons in reading order; the list beside
 * it says the same in words.
 */
import { Box, ScrollArea } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Definition, Step } from '../autopilot-queries.ts'
import { listExits } from '../definition/edit-steps.ts'
import { nameExit } from '../definition/exit-names.ts'
import { placeSteps, type Way } from './place-steps.ts'
import './picture.css'

const card = { width: 272, height: 122 }
const gap = { x: 40, y: 56 }
const laneWidth = 16
/** Half of a gap leads out, half leads in. */
const turn = gap.y / 2

interface JourneyPictureProps {
  definition: Definition
  trigger: ReactNode
  renderStep: (step: Step, index: number) => ReactNode
}

export function JourneyPicture({ definition, trigger, renderStep }: JourneyPictureProps) {
  const { placed, ways, rows, columns, lanes } = placeSteps(definition.steps)
  const edge = Math.max(1, columns) * (card.width + gap.x) - gap.x
  const width = edge + (lanes > 0 ? gap.x + lanes * laneWidth : 0)
  const height = (rows + 1) * (card.height + gap.y) - gap.y + turn
  const first = placed.find(({ step }) => step.id === definition.steps[0]?.id)
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': 'Picture of the journey' }}>
      <Box pos="relative" w={width} h={height} mx="auto" mb="xs">
        <svg width={width} height={height} aria-hidden style={{ position: 'absolute', inset: 0 }}>
          <defs>
            <marker id="arrow" viewBox="0 0 8 8" refX={7} refY={4} markerWidth={7} markerHeight={7} orient="auto">
              <path d="M0 0 L8 4 L0 8 z" fill="var(--flow)" />
            </marker>
          </defs>
          {first === undefined ? null : (
            <path
              className="flow-line"
              markerEnd="url(#arrow)"
              d={`M${left(0) + card.width / 2} ${card.height} V${card.height + turn} H${left(first.column) + card.width / 2} V${top(first.row) - 2}`}
            />
          )}
          {ways.map((way) => (
            <path key={`${way.from.step.id} ${way.path}`} className="flow-line" markerEnd="url(#arrow)" d={drawWay(way, edge)} />
          ))}
          {placed.flatMap(({ step, row, column }) =>
            listExits(step).map(({ path, next }, index, exits) => {
              const x = left(column) + startOf(index, exits.length)
              const y = top(row) + card.height
              return (
                <g key={`${step.id} ${path}`}>
                  {next === null ? (
                    <>
                      <line className="flow-line" x1={x} x2={x} y1={y} y2={y + 12} />
                      <circle cx={x} cy={y + 16} r={4} fill="var(--surface)" stroke="var(--flow)" strokeWidth={1.5} />
                    </>
                  ) : null}
                  <text className="flow-word" x={next === null ? x + 9 : x + 6} y={next === null ? y + 20 : y + 13}>
                    {[nameExit(step, path).short, next === null && exits.length === 1 ? 'ends' : ''].filter(Boolean).join(' ')}
                  </text>
                </g>
              )
            }),
          )}
        </svg>
        <Box pos="absolute" left={0} top={0} w={card.width} h={card.height}>
          {trigger}
        </Box>
        {placed.map(({ step, row, column }, index) => (
          <Box key={step.id} pos="absolute" left={left(column)} top={top(row)} w={card.width} h={card.height}>
            {renderStep(step, index)}
          </Box>
        ))}
      </Box>
    </ScrollArea>
  )
}

function left(column: number): number {
  return column * (card.width + gap.x)
}

/** The trigger stands above the first row. */
function top(row: number): number {
  return (row + 1) * (card.height + gap.y)
}

/** Where a way leaves its card: the first in the middle, so that it goes straight down, the others to the right of it. */
function startOf(index: number, exits: number): number {
  return exits > 3 ? (card.width * (index + 1)) / (exits + 1) : card.width * (0.5 + (0.5 * index) / exits)
}

function drawWay({ from, to, path, lane }: Way, edge: number): string {
  const exits = listExits(from.step)
  const index = exits.findIndex((exit) => exit.path === path)
  const startX = left(from.column) + startOf(index, exits.length)
  const startY = top(from.row) + card.height
  const [endX, endY] = [left(to.column) + card.width / 2, top(to.row) - 2]
  if (lane === undefined) return `M${startX} ${startY} V${startY + turn} H${endX} V${endY}`
  const laneX = edge + gap.x + lane * laneWidth
  return `M${startX} ${startY} V${startY + turn} H${laneX} V${endY - turn + 10} H${endX} V${endY}`
}
